"""Pictures taken in: checked before they are decoded, re-encoded without anything that tells where they were taken."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image

from publishing import pictures
from publishing.models import Picture
from tests import factories

pytestmark = pytest.mark.django_db


def files(picture):
    return sorted(default_storage.listdir(picture.folder)[1])


def contents(path):
    with default_storage.open(path) as file:
        return file.read()


def test_take_in_makes_renditions_no_wider_than_the_picture():
    picture = factories.picture(size=(1000, 500))
    assert picture.widths == [480, 960]
    assert files(picture) == ["480.avif", "480.jpg", "480.webp", "960.avif", "960.jpg", "960.webp", "full.jpg"]
    assert (picture.width, picture.height) == (1000, 500)


def test_take_in_of_a_small_picture_keeps_its_size():
    picture = factories.picture(size=(200, 100))
    assert picture.widths == [200]


def test_take_in_forgets_where_and_when_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif[0x8825] = {1: "N", 2: (1.0, 2.0, 3.0)}
    buffer = io.BytesIO()
    Image.new("RGB", (100, 100)).save(buffer, "JPEG", exif=exif, comment=b"secret place")
    buffer.seek(0)
    picture = pictures.take_in(buffer, name="x")
    for name in files(picture):
        data = contents(f"{picture.folder}/{name}")
        assert not Image.open(io.BytesIO(data)).getexif()
        assert b"A camera" not in data
        assert b"secret place" not in data


def test_take_in_turns_the_picture_the_way_it_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    Image.new("RGB", (300, 100)).save(buffer, "JPEG", exif=exif)
    buffer.seek(0)
    picture = pictures.take_in(buffer, name="x")
    assert (picture.width, picture.height) == (100, 300)


def test_take_in_keeps_what_is_transparent():
    buffer = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(buffer, "PNG")
    buffer.seek(0)
    picture = pictures.take_in(buffer, name="x")
    assert picture.extension == "png"
    assert Image.open(io.BytesIO(contents(picture.path))).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not a picture", "not a picture that can be read"),
        (b"", "not a picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture that can be read"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "not a picture that can be read"),
        (b"x" * (pictures.MAX_BYTES + 1), "larger than"),
    ],
)
def test_take_in_refuses_with_a_sentence_and_leaves_nothing(data, reason):
    with pytest.raises(ValidationError, match=reason):
        pictures.take_in(io.BytesIO(data), name="x")
    assert not Picture.objects.exists()
    assert not default_storage.exists("pictures")


def test_take_in_counts_pixels_before_it_decodes():
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")
    assert buffer.tell() < 200_000
    buffer.seek(0)
    with pytest.raises(ValidationError, match="megapixels"):
        pictures.take_in(buffer, name="bomb")


def test_take_in_refuses_a_picture_that_breaks_off():
    whole = factories.image_file(size=(800, 800)).getvalue()
    with pytest.raises(ValidationError, match="not a picture"):
        pictures.take_in(io.BytesIO(whole[: len(whole) // 2]), name="x")


def test_without_alt_passes_over_decorative_pictures():
    plain, decorative = factories.picture(), factories.picture(decorative=True)
    assert pictures.without_alt(f'<img src="/media/pictures/{plain.token}/600.jpg" alt="">')
    assert not pictures.without_alt(f'<img src="/media/pictures/{plain.token}/600.jpg" alt="A river">')
    assert not pictures.without_alt(f'<img src="/media/pictures/{decorative.token}/600.jpg" alt="">')
