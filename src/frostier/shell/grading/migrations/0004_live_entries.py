from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grading", "0003_sign_offs"),
    ]

    operations = [
        migrations.AddField(model_name="ledgerentry", name="since", field=models.DateField(null=True)),
        migrations.AddField(model_name="ledgerentry", name="revision", field=models.BigIntegerField(null=True)),
    ]
