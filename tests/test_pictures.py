"""Pictures taken in: checked before they are decoded, re-encoded without anything that tells where they were taken."""

import errno
import io
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, transaction
from PIL import Image, ImageCms, ImageOps

from publishing import intake, pictures
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
    assert files(picture) == [
        "480.avif",
        "480.jpg",
        "480.webp",
        "960.avif",
        "960.jpg",
        "960.webp",
        "card-50-50.jpg",
        "full.jpg",
    ]
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
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG drawing"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "not a picture that can be read"),
        (b"x" * (intake.MAX_BYTES + 1), "larger than"),
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


def held(image, kind="PNG", **how):
    """A file of this picture, read from its beginning."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **how)
    buffer.seek(0)
    return buffer


def full(picture):
    return Image.open(io.BytesIO(contents(picture.path)))


def test_take_in_scales_sixteen_bits_instead_of_cutting_them_off():
    picture = pictures.take_in(held(Image.new("I;16", (50, 50), 32768)), name="x")
    assert full(picture).convert("L").getpixel((5, 5)) == 128


def test_take_in_makes_a_print_colour_one_for_screens():
    picture = pictures.take_in(held(Image.new("CMYK", (50, 50), (0, 255, 255, 0)), "JPEG"), name="x")
    red, green, blue = full(picture).getpixel((5, 5))
    assert (full(picture).mode, red > 200, green < 60, blue < 60) == ("RGB", True, True, True)


def test_take_in_keeps_the_colours_that_a_profile_means():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    broken = held(Image.new("RGB", (50, 50), (10, 200, 10)), "JPEG", icc_profile=profile)
    same = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = held(Image.new("RGBA", (50, 50), (10, 200, 10, 90)), "PNG", icc_profile=same)
    assert full(pictures.take_in(broken, name="x")).getpixel((5, 5))[1] > 190
    kept = full(pictures.take_in(plain, name="x"))
    assert (kept.getpixel((5, 5)), "icc_profile" in kept.info) == ((10, 200, 10, 90), False)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_take_in_keeps_the_first_frame_of_what_moves(kind):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    picture = pictures.take_in(held(frames[0], kind, save_all=True, append_images=frames[1:]), name="x")
    shown = full(picture)
    assert (getattr(shown, "n_frames", 1), shown.convert("RGB").getpixel((5, 5))[0] > 250) == (1, True)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_take_in_sets_every_way_of_holding_a_camera_upright(orientation):
    """A long picture with a red corner: Pillow's own turning says where it belongs."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.new("RGB", (64, 32), "white")
    image.paste("red", (0, 0, 16, 16))
    file = held(image, "PNG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(file.getvalue())))
    shown = full(pictures.take_in(file, name="x")).convert("RGB")
    corners = [(4, 4), (shown.width - 4, 4), (4, shown.height - 4), (shown.width - 4, shown.height - 4)]
    assert shown.size == upright.size
    for corner in corners:
        assert (shown.getpixel(corner)[1] < 80) == (upright.getpixel(corner)[1] < 80)


def test_take_in_takes_a_whole_picture_with_a_broken_note_of_its_camera():
    file = held(Image.new("RGB", (40, 40)), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert pictures.take_in(file, name="x").width == 40


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200, "HEIC photo"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + b"\0" * 200, "not a picture that can be read"),
        (b"%PDF-1.7 " + b"x" * 300, "not a picture that can be read"),
    ],
)
def test_take_in_says_what_to_do_with_what_it_does_not_read(data, reason):
    with pytest.raises(ValidationError, match=reason):
        pictures.take_in(io.BytesIO(data), name="x")
    assert not default_storage.exists("pictures")


def test_take_in_of_two_things_at_once_keeps_the_picture_alone():
    """A file that is a picture and, read otherwise, a page with a script."""
    file = io.BytesIO(factories.image_file().getvalue() + b"<script>alert(1)</script>")
    picture = pictures.take_in(file, name="x")
    for name in files(picture):
        assert b"<script" not in contents(f"{picture.folder}/{name}")


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 1000), (2400, 600)), ((10, 20000), (4, 8000)), ((20000, 2), (2400, 1))]
)
def test_take_in_reduces_what_is_larger_than_readers_can_use(size, kept):
    picture = pictures.take_in(factories.image_file(size=size, kind="PNG"), name="x")
    assert (picture.width, picture.height) == kept
    assert full(picture).size == kept


def test_disk_that_takes_nothing_more_leaves_nothing(monkeypatch, settings):
    """The fourth file does not fit any more."""
    written = []

    def save(storage, name, content):
        written.append(name)
        if len(written) == 4:
            Path(storage.path(name)).write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        return _save(storage, name, content)

    _save = FileSystemStorage._save
    monkeypatch.setattr(FileSystemStorage, "_save", save)
    with pytest.raises(ValidationError, match="could not be stored"):
        factories.picture()
    assert not Picture.objects.exists()
    assert not default_storage.exists("pictures") or default_storage.listdir("pictures") == ([], [])


def test_row_that_cannot_be_written_takes_its_files_with_it():
    with pytest.raises(DatabaseError), transaction.atomic():
        pictures.take_in(factories.image_file(), name="x", focus_x=200)
    assert default_storage.listdir("pictures") == ([], [])


def test_card_has_its_shape_and_is_made_around_the_focal_point():
    image = Image.new("RGB", (3000, 1000), "white")
    image.paste("red", (0, 0, 100, 1000))
    picture = pictures.take_in(held(image), name="x")
    assert card(picture).size == (1200, 630)
    assert card(picture).getpixel((4, 300))[1] > 200
    picture.focus_x = 0
    pictures.crop(picture)
    assert card(picture).getpixel((4, 300))[1] < 80
    pictures.remove_former_crops(picture)
    assert [name for name in files(picture) if "card" in name] == ["card-0-50.jpg"]


def test_card_of_a_small_picture_is_not_blown_up_and_stands_on_white():
    picture = pictures.take_in(held(Image.new("RGBA", (210, 210), (0, 0, 0, 0))), name="x")
    assert (card(picture).size, card(picture).getpixel((5, 5))) == ((210, 110), (255, 255, 255))


def card(picture):
    return Image.open(io.BytesIO(contents(f"{picture.folder}/{pictures.card_name(picture)}")))


@pytest.mark.parametrize(
    ("texts", "described"),
    [
        ({}, True),
        ({"alt_es": ""}, False),
        ({"alt_en": "", "alt_es": ""}, False),
        ({"alt_es": "", "decorative": True}, True),
    ],
)
def test_picture_is_described_in_every_language_or_need_not_be(texts, described):
    picture = factories.picture(**texts)
    assert picture.is_described is described
    assert Picture.objects.undescribed().exists() is not described
