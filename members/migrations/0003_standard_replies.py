from typing import Any

from django.db import migrations

# Name and text, in English and in Spanish.
REPLIES = (
    (
        "Thank you, it is published",
        "Gracias, ya está publicado",
        "Thank you for this text. It is published as of today. Please read it once more as readers see it, and write "
        "to us if anything is not as it should be.",
        "Muchas gracias por este texto. Desde hoy está publicado. Por favor léalo una vez más tal como lo ven quienes "
        "nos leen, y escríbanos si algo no está como debería.",
    ),
    (
        "Please make it shorter",
        "Por favor acórtelo",
        "Thank you for this text: we would like to publish it. It is longer than most people read to the end. Could "
        "you bring it down to about 1,000 words? We have marked passages that could go.",
        "Muchas gracias por este texto: nos gustaría publicarlo. Es más largo de lo que la mayoría lee hasta el final. "
        "¿Podría dejarlo en unas 1000 palabras? Marcamos pasajes de los que se podría prescindir.",
    ),
    (
        "Sources are needed",
        "Faltan fuentes",
        "Before we can publish this text, readers need to see where some of its statements come from. Please add a "
        "footnote or a link at each of the passages that we have quoted.",
        "Antes de publicar este texto, quienes lo lean tienen que poder ver de dónde vienen algunas de sus "
        "afirmaciones. Por favor agregue una nota al pie o un enlace en cada uno de los pasajes que citamos.",
    ),
    (
        "Consent of people shown is needed",
        "Falta el consentimiento de quienes aparecen",
        "The text names or shows people. Did they agree to that, and do they know that anybody can find it, for years? "
        "If you cannot ask them, please leave out names and faces, and places by which they could be found.",
        "El texto nombra o muestra a personas. ¿Dieron su consentimiento, y saben que cualquiera podrá encontrarlo, "
        "durante años? Si no puede preguntarles, por favor quite nombres y rostros, y los lugares por los que se les "
        "podría encontrar.",
    ),
    (
        "Not for this series",
        "No es para esta serie",
        "Thank you for sending us this text. It does not fit what this series is about, so we will not publish it "
        "there. That says nothing about its quality, and we would be glad to read the next one.",
        "Muchas gracias por enviarnos este texto. No se ajusta a lo que trata esta serie, así que no lo publicaremos "
        "allí. Eso no dice nada sobre su calidad, y con gusto leeremos el próximo.",
    ),
)


def write(apps: Any, schema_editor: Any) -> None:
    # A migration's model knows no languages: the column without one holds what the default language says.
    model = apps.get_model("members", "StandardReply")
    for name_en, name_es, text_en, text_es in REPLIES:
        texts = {"name_es": name_es, "text_en": text_en, "text_es": text_es, "name": name_en, "text": text_en}
        model.objects.get_or_create(name_en=name_en, defaults=texts)  # going back leaves them: staff may have changed them


class Migration(migrations.Migration):
    dependencies = [("members", "0002_weekly_mail")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
