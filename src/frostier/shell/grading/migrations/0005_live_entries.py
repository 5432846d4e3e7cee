from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grading", "0004_tier_changes"),
    ]

    operations = [
        migrations.AddField(model_name="ledgerentry", name="since", field=models.DateField(null=True)),
        migrations.AddField(model_name="ledgerentry", name="revision", field=models.BigIntegerField(null=True)),
    ]
