import pytest

from bot.chat.admin import reading
from stylecore.errors import StyleError

GRANTED = ("cuda:0", "cuda:1")


def test_limits_are_read_by_their_short_and_long_names():
    assert reading.limits("per-member=2 max_size=768 epochs=default") == {
        "per_member": 2,
        "max_long_edge": 768,
        "max_num_epochs": None,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("per-membr=2", "Did you mean `per-member`"),
        ("per-member", "no limit"),
        ("per-member=two", "whole number"),
        ("per-member=-1", "whole number"),
        ("per-member=1 per_member=2", "twice"),
        ("@everyone=1", "no limit"),
    ],
)
def test_a_limit_that_cannot_be_read_is_answered_with_an_example(text, said):
    with pytest.raises(StyleError) as caught:
        reading.limits(text)
    assert said in str(caught.value) and "For example" in str(caught.value)


def test_devices_are_numbers_or_names_among_the_granted():
    assert reading.devices("1, 0,1", GRANTED) == ["cuda:1", "cuda:0"]
    assert reading.devices("cuda:1", GRANTED) == ["cuda:1"]
    assert reading.devices("all", GRANTED) is None
    for wrong in ("2", "", "0,x"):
        with pytest.raises(StyleError, match="gpus 0,1"):
            reading.devices(wrong, GRANTED)


def test_roles_have_priorities():
    assert reading.roles("<@&5> <@&6>=3") == {5: 1, 6: 3}
    for wrong in ("@Artists", "<@&5>=0", "<@&5>=11"):
        with pytest.raises(StyleError, match="For example"):
            reading.roles(wrong)


def test_mentions_only():
    assert reading.channels("<#7> <#8>") == {7, 8}
    assert reading.members("<@!7> <@8>") == {7, 8}
    for wrong in ("", "studio", "<@7>"):
        with pytest.raises(StyleError, match="For example"):
            reading.channels(wrong)
