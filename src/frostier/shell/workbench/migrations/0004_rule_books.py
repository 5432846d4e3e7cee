from django.db import migrations, models

from frostier.shell.append_only import append_only, run_guards


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0003_stand_ins'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleBookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField(unique=True)),
                ('book', models.JSONField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=120)),
                ('note', models.CharField(max_length=1000)),
            ],
            options={
                'db_table': 'task_rule_book',
            },
        ),
        run_guards(*append_only("task_rule_book")),
    ]
