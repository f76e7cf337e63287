"""Roles and rules may name Slack's user groups, as people write them."""

import pytest
from pydantic import ValidationError

from bot.policy_config import PolicyPart


@pytest.mark.parametrize(
    "written, read",
    [
        ("slack:@payments-oncall", "slack:@payments-oncall"),
        ("slack:@Payments-OnCall", "slack:@payments-oncall"),
        ("slack:S0123ABCD", "slack:S0123ABCD"),
        ("slack:s0123abcd", "slack:S0123ABCD"),
        ("payments", "group:default/payments"),
    ],
)
def test_a_user_group_is_named_by_its_handle_or_its_id(written: str, read: str) -> None:
    assert PolicyPart(deed=("command/find",), allow=(written,)).policy.allow == (read,)


@pytest.mark.parametrize("written", ["slack:", "slack:@", "slack:payments-oncall", "slack:@a b", "slack:U0ANA00001"])
def test_what_is_no_user_group_is_refused_with_what_to_write(written: str) -> None:
    with pytest.raises(ValidationError, match="write its handle, as in slack:@payments-oncall, or its id"):
        PolicyPart(deed=("command/find",), allow=(written,))
