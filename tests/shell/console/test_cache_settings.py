"""Which cache the settings name."""

from __future__ import annotations

import pytest

from frostier.kernel.errors import SettingsError
from frostier.shell.company import CompanySettings, read_settings
from frostier.shell.console.cache import CACHE_VARIABLE, cache_address


def test_without_a_cache_there_is_no_address():
    assert cache_address("", {}) == ""


def test_the_environment_goes_before_the_file():
    assert cache_address("redis://one/0", {CACHE_VARIABLE: "redis://other/0"}) == "redis://other/0"


def test_a_password_may_stand_in_the_environment():
    assert cache_address("redis://:${SECRET}@one:6379/0", {"SECRET": "x"}) == "redis://:x@one:6379/0"


@pytest.mark.parametrize("address", ["http://:pw@one", "redis://", "redis://one/first", "one:6379", "redis://one:x/0"])
def test_what_is_no_cache_is_refused_without_its_password(address):
    with pytest.raises(SettingsError, match=r"cache\.url should be redis://") as refused:
        cache_address(address, {})

    assert "pw" not in str(refused.value)


def test_the_cache_stands_in_a_table_of_its_own(tmp_path):
    file = tmp_path / "frostier.toml"
    file.write_text('company = "川味冻品"\n[cache]\nurl = "redis://one/0"\n', encoding="utf-8")

    assert read_settings(file).cache_url == "redis://one/0"


def test_settings_read_back_as_they_were_written(tmp_path):
    file = tmp_path / "frostier.toml"
    settings = CompanySettings(cache_url="redis://one/0", webhook_networks=["10.0.0.0/8"])
    file.write_text(settings.as_toml(), encoding="utf-8")

    assert read_settings(file) == CompanySettings(
        cache_url="redis://one/0", webhook_networks=["10.0.0.0/8"], import_folders=[]
    )


def test_an_unknown_name_within_the_table_is_refused_by_its_full_name(tmp_path):
    file = tmp_path / "frostier.toml"
    file.write_text('[cache]\naddress = "redis://one/0"\n')

    with pytest.raises(SettingsError, match=r"cache\.address"):
        read_settings(file)
