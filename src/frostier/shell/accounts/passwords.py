"""What a password must be, in words, and temporary passwords that satisfy it."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from frostier.kernel.errors import InvalidInput
from frostier.kernel.text import Text
from frostier.shell.accounts.models import User

# Without letters and digits that look alike: it is read from a screen or told by telephone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_WORDS = {
    "password_too_short": Text("密码至少 12 个字符", "a password has at least 12 characters"),
    "password_too_similar": Text("密码不能与用户名或姓名相近", "a password is not like the user name or the name"),
    "password_too_common": Text("这个密码太常见", "this password is too common"),
    "password_entirely_numeric": Text("密码不能全是数字", "a password is not made of digits alone"),
}


def check_password_policy(password: str, user: User) -> None:
    """Go on, or raise ``InvalidInput`` that tells every rule the password breaks."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        broken = [_WORDS[problem.code] for problem in refused.error_list if problem.code in _WORDS]
        raise InvalidInput(
            Text("；".join(b.zh for b in broken) + "。", ("; ".join(b.en for b in broken) + ".").capitalize()),
            next_step=Text("可以用几个不相干的词组成。", "A few unrelated words make a good one."),
            where={"field": "password"},
        ) from refused


def temporary_password() -> str:
    """Sixteen random characters in four groups: about 90 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
