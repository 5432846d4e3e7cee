from secrets import token_hex

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grading", "0005_live_entries")]

    operations = [
        migrations.AddField(
            model_name="tierchange",
            name="mark",
            # Changes from before have one mark in common: no answer was ever kept under it.
            field=models.CharField(default=token_hex(8), max_length=16),
            preserve_default=False,
        ),
    ]
