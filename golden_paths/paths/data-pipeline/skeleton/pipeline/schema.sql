-- What the pipeline needs to be there. Every run makes what is missing; a change of a table that is there is a migration.
CREATE TABLE IF NOT EXISTS orders (
    day date NOT NULL,
    order_id text NOT NULL,
    customer text NOT NULL,
    amount numeric(12, 2) NOT NULL,
    currency char(3) NOT NULL,
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (day, order_id)
);

-- What was refused, and why, so that the source's owner can be shown it.
CREATE TABLE IF NOT EXISTS rejected_rows (
    day date NOT NULL,
    line integer NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (day, line)
);

-- Which days are there, and what they were made from.
CREATE TABLE IF NOT EXISTS loads (
    day date PRIMARY KEY,
    row_count bigint NOT NULL,
    rejected_count bigint NOT NULL,
    version text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now()
);
