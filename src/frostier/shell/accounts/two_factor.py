"""The second factor: six digits of an authenticator app, and recovery codes for the day the phone is gone."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from frostier.kernel.errors import Conflict, InvalidInput, NotFound
from frostier.kernel.text import Text
from frostier.shell.accounts import audit
from frostier.shell.accounts.access import Viewer
from frostier.shell.accounts.models import User

RECOVERY_CODES = 8


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the secret to type, or the address behind the picture to scan."""

    secret: str
    uri: str


def is_on(user: User) -> bool:
    """Whether signing in needs a code."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


@transaction.atomic
def accepts(user: User, code: str) -> bool:
    """Whether a code is right. Each counts once; after a wrong one the next must wait, longer each time."""
    typed = code.replace(" ", "").replace("-", "").lower()
    kind = TOTPDevice if typed.isdecimal() and len(typed) == 6 else StaticDevice
    return any(
        device.verify_token(typed) for device in kind.objects.select_for_update().filter(user=user, confirmed=True)
    )


@transaction.atomic
def begin(user: User) -> Enrolment:
    """A new secret that is not asked for until ``confirm``; raises ``Conflict`` where the factor is on already."""
    if is_on(user):
        raise Conflict(
            Text("两步验证已开启。", "Two-factor sign-in is on already."),
            next_step=Text("如要更换，请先关闭。", "To change it, turn it off first."),
        )
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    return Enrolment(base64.b32encode(device.bin_key).decode(), device.config_url)


@transaction.atomic
def confirm(viewer: Viewer, user: User, code: str) -> list[str]:
    """Turn the factor on where the code shows that the app has the secret; the recovery codes, shown once.

    Raises ``InvalidInput`` for a wrong code, ``NotFound`` where nothing was begun.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise NotFound(
            Text("没有待确认的两步验证。", "There is no second factor to confirm."),
            next_step=Text("请重新开始设置。", "Begin again."),
        )
    if not device.verify_token(code.replace(" ", "")):
        return _wrong_code()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    audit.record(viewer, "two_factor.on", f"user:{user.get_username()}")
    return _new_recovery_codes(user)


@transaction.atomic
def turn_off(viewer: Viewer, user: User) -> None:
    """No code is asked for any more."""
    removed, _ = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    if removed:
        audit.record(viewer, "two_factor.off", f"user:{user.get_username()}")


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _wrong_code() -> list[str]:
    raise InvalidInput(
        Text("验证码不正确。", "The code is not right."),
        next_step=Text("请等下一个数字出现后再试。", "Wait for the next digits and try again."),
        where={"field": "code"},
    )
