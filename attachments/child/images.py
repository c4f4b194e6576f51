"""A picture is drawn anew: upright, as a JPEG, and without anything else that its file held (place, time, device, comments)."""

import io
import warnings

from PIL import Image, ImageOps

from attachments.child import refused
from attachments.child.refused import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
# 180 MB as it lies in memory; a telephone's camera has 12 to 50 million.
MOST_PIXELS = 60_000_000
# A sheet of A4 with 340 dots to the inch.
LONGEST = 4_000
QUALITY = 88

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("ignore")


def redrawn(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(refused.PIXELS)
            # First made smaller, then turned: of a JPEG only as much is unpacked as is kept.
            image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
            return _saved(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise Refused(refused.PIXELS) from None
    except Refused:
        raise
    except MemoryError:
        raise Refused(refused.PIXELS) from None
    except Exception as error:  # Of whatever kind: what the library makes of somebody's file is not known.
        raise Refused(refused.BROKEN) from error


def _saved(image: Image.Image) -> bytes:
    """Onto a white sheet, since a JPEG has no glass, and since a new sheet takes nothing along but the colours."""
    sheet = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        drawn = image.convert("RGBA")
        sheet.paste(drawn, mask=drawn.getchannel("A"))
    else:
        sheet.paste(image.convert("RGB"))
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()
