# Builds the wheel with the pinned tools, and the environment that it runs in.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements-build.lock requirements-runtime.lock ./
RUN python -m venv /tools && /tools/bin/pip install --require-hashes -r requirements-build.lock
# Kubernetes' package holds two clients; ours is the other one, and this one is a sixth of everything.
RUN python -m venv /opt/callboard \
    && /opt/callboard/bin/pip install --require-hashes -r requirements-runtime.lock \
    && rm -r /opt/callboard/lib/python3*/site-packages/kubernetes/aio
COPY . .
RUN /tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/callboard/bin/pip install --no-deps /wheels/*.whl \
    && /opt/callboard/bin/python -m pip uninstall --yes pip

FROM python:3.13-slim
# git pushes what golden paths make, and fetches templates. Debian offers one version of it, the one with all mends.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --skel /nowhere --home-dir /var/lib/callboard callboard
COPY --from=build /opt/callboard /opt/callboard
ENV PATH=/opt/callboard/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CALLBOARD_HOME=/var/lib/callboard \
    CALLBOARD_LISTEN=0.0.0.0:3000 \
    LOG_FORMAT=json
USER 10001
# Where app-config.yaml and the files that it names are looked for.
WORKDIR /etc/callboard
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:3000/healthz', timeout=2)"]
ENTRYPOINT ["callboard"]
CMD ["serve"]
