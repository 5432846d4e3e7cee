from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('work', '0002_task_priority'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stand_in', models.CharField(max_length=120)),
                ('manager', models.CharField(max_length=120)),
                ('customer_id', models.CharField(blank=True, default='', max_length=120)),
                ('until', models.DateField(null=True)),
                ('begun_at', models.DateTimeField()),
                ('by', models.CharField(max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'stand_in',
                'indexes': [models.Index(fields=['ended_at', 'stand_in'], name='stand_in_present')],
            },
        ),
    ]
