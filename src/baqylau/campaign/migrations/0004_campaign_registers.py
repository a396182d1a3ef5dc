"""Registers of freedoms, campaign events and electoral funds, with the history of their entries."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import baqylau.storage.fields


class Migration(migrations.Migration):

    dependencies = [
        ("campaign", "0003_sums_of_coded_media"),
        ("election", "0006_published_figures_can_be_searched"),
        ("mission", "0003_media_monitors"),
        ("storage", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CampaignEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('confidential', models.BooleanField(default=False)),
                ('source_kind', models.CharField(choices=[('seen', 'Seen by the mission'), ('heard', 'Heard from others'), ('published', 'Published or given officially'), ('media', 'Reported by media')], max_length=10)),
                ('source', models.TextField(blank=True)),
                ('says', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField()),
                ('day', models.DateField()),
                ('begins_at', models.TimeField(null=True)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('venue_kind', models.CharField(blank=True, choices=[('street', 'Street or square'), ('hall', 'Closed room: hall for hire'), ('culture', 'House of culture'), ('school', 'School or university'), ('hospital', 'Hospital or clinic'), ('akimat', 'Building of the executive'), ('enterprise', 'Workplace: enterprise or office'), ('worship', 'Place of worship'), ('party_office', 'Party office'), ('online', 'Online'), ('other', 'Other')], max_length=20)),
                ('event_kind', models.CharField(blank=True, choices=[('rally', 'Rally'), ('voters', 'Meeting with voters'), ('workplace', 'Meeting at a workplace'), ('door', 'Door to door'), ('stand', 'Stand or leaflets in the street'), ('concert', 'Concert or sports event'), ('debate', 'Debate'), ('materials', 'Posters, billboards or other material seen'), ('online', 'Online'), ('other', 'Other')], max_length=20)),
                ('organiser', models.CharField(blank=True, choices=[('party', 'Party'), ('candidate', 'Candidate'), ('authority', 'Authority or public institution'), ('employer', 'Employer'), ('association', 'Association'), ('commission', 'Election commission')], max_length=20)),
                ('contestants', models.JSONField(default=list)),
                ('candidate', models.CharField(blank=True, max_length=200)),
                ('attendance', models.PositiveIntegerField(null=True)),
                ('women_share', models.PositiveSmallIntegerField(null=True)),
                ('police', models.CharField(blank=True, choices=[('none', 'No police'), ('neutral', 'Present, neutral'), ('helpful', 'Present, kept order'), ('interfering', 'Present, interfered')], max_length=20)),
                ('topics', models.JSONField(default=list)),
                ('endorsements', models.JSONField(default=list)),
                ('materials', models.JSONField(default=list)),
                ('irregular', models.JSONField(default=list)),
                ('search_key', baqylau.storage.fields.SearchKeyField(default='', editable=False, of=('place', 'candidate', 'source', 'says'))),
                ('added_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='election.area')),
                ('contest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='election.contest')),
                ('mission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='mission.mission')),
            ],
            options={
                'ordering': ['mission', '-day', '-pk'],
                'indexes': [models.Index(fields=['mission', '-day', '-id'], name='event_latest_first')],
                'constraints': [models.UniqueConstraint(fields=('mission', 'confidential', 'number'), name='an_event_number_is_used_once'), models.CheckConstraint(condition=models.Q(('women_share', None), ('women_share__lte', 100), _connector='OR'), name='a_share_is_at_most_a_hundred')],
            },
        ),
        migrations.CreateModel(
            name='ElectionFinance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('election', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='campaign_finance', to='election.election')),
            ],
        ),
        migrations.CreateModel(
            name='FreedomEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('confidential', models.BooleanField(default=False)),
                ('source_kind', models.CharField(choices=[('seen', 'Seen by the mission'), ('heard', 'Heard from others'), ('published', 'Published or given officially'), ('media', 'Reported by media')], max_length=10)),
                ('source', models.TextField(blank=True)),
                ('says', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('assembly', 'Notice of an assembly'), ('detention', 'Detention'), ('defamation', 'Defamation or insult case'), ('website', 'Blocked website or account'), ('party', 'Registration of a party'), ('voters', 'Pressure on voters'), ('employees', 'Pressure on employees'), ('other', 'Other')], max_length=12)),
                ('outcome', models.CharField(blank=True, choices=[('pending', 'Not answered or decided yet'), ('allowed', 'Allowed'), ('changed', 'Another place or time was offered'), ('refused', 'Refused'), ('returned', 'Returned without a decision'), ('withdrawn', 'Withdrawn'), ('released', 'Released without a sanction'), ('warned', 'Warned'), ('fined', 'Fined'), ('arrested', 'Administrative arrest'), ('charged', 'Criminal charge'), ('convicted', 'Convicted'), ('acquitted', 'Acquitted or dismissed'), ('restored', 'Restored'), ('stopped', 'Stopped after a complaint'), ('continues', 'Continues')], max_length=12)),
                ('outcome_says', models.CharField(blank=True, max_length=300)),
                ('asked_on', models.DateField(null=True)),
                ('happened_on', models.DateField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('who_kind', models.CharField(blank=True, choices=[('activist', 'Activists or organisers'), ('party', 'Party or its members'), ('initiative', 'Group that wants to found a party'), ('candidate', 'Candidate or staff'), ('journalist', 'Journalists or a media outlet'), ('observer', 'Citizen observers'), ('voter', 'Voters'), ('student', 'Students'), ('public_employee', 'Public employees'), ('employee', 'Employees of companies'), ('other', 'Other')], max_length=16)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('people', models.PositiveIntegerField(null=True)),
                ('women', models.PositiveIntegerField(null=True)),
                ('actor_kind', models.CharField(blank=True, choices=[('executive', 'Local executive'), ('police', 'Police'), ('prosecutor', 'Prosecutor'), ('court', 'Court'), ('ministry', 'Ministry or regulator'), ('commission', 'Election commission'), ('employer', 'Employer or head of an institution'), ('contestant', 'Party or candidate'), ('private', 'Private person or company'), ('other', 'Other')], max_length=12)),
                ('actor', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('article', models.CharField(blank=True, max_length=200)),
                ('search_key', baqylau.storage.fields.SearchKeyField(default='', editable=False, of=('who', 'actor', 'place', 'article', 'outcome_says', 'source', 'says'))),
                ('added_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='election.area')),
                ('contest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='election.contest')),
                ('mission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='mission.mission')),
            ],
            options={
                'ordering': ['mission', '-pk'],
                'indexes': [models.Index(fields=['mission', '-id'], name='freedom_newest_first'), models.Index(fields=['mission', 'kind', 'outcome'], name='freedom_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('mission', 'confidential', 'number'), name='a_freedom_number_is_used_once'), models.CheckConstraint(condition=models.Q(('women', None), ('people', None), ('women__lte', models.F('people')), _connector='OR'), name='no_more_women_than_people')],
            },
        ),
        migrations.CreateModel(
            name='FundReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('confidential', models.BooleanField(default=False)),
                ('source_kind', models.CharField(choices=[('seen', 'Seen by the mission'), ('heard', 'Heard from others'), ('published', 'Published or given officially'), ('media', 'Reported by media')], max_length=10)),
                ('source', models.TextField(blank=True)),
                ('says', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('added_at', models.DateTimeField()),
                ('contestant', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('published_on', models.DateField(null=True)),
                ('due_code', models.CharField(blank=True, max_length=40)),
                ('own_funds', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('donations', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('other_receipts', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('receipts', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('spending', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('balance', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('search_key', baqylau.storage.fields.SearchKeyField(default='', editable=False, of=('contestant', 'source', 'says'))),
                ('added_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='election.area')),
                ('contest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='election.contest')),
                ('imported', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='storage.storedfile')),
                ('mission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='mission.mission')),
                ('option', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='election.option')),
            ],
            options={
                'ordering': ['mission', '-as_of', '-pk'],
                'indexes': [models.Index(fields=['mission', '-as_of', '-id'], name='fund_latest_first')],
                'constraints': [models.UniqueConstraint(fields=('mission', 'confidential', 'number'), name='a_fund_number_is_used_once'), models.CheckConstraint(condition=models.Q(models.Q(('own_funds', None), ('own_funds__gte', 0), _connector='OR'), models.Q(('donations', None), ('donations__gte', 0), _connector='OR'), models.Q(('other_receipts', None), ('other_receipts__gte', 0), _connector='OR'), models.Q(('receipts', None), ('receipts__gte', 0), _connector='OR'), models.Q(('spending', None), ('spending__gte', 0), _connector='OR')), name='amounts_of_a_fund_are_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='FundLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('side', models.CharField(choices=[('receipt', 'Received'), ('spending', 'Spent')], max_length=10)),
                ('category', models.CharField(choices=[('own', 'Own funds'), ('person', 'Donations of persons'), ('organisation', 'Donations of organisations'), ('donations', 'Donations, not told apart'), ('other_receipt', 'Other receipts'), ('broadcast', 'Television and radio'), ('press', 'Newspapers and magazines'), ('online', 'Online media and social networks'), ('outdoor', 'Billboards and outdoor advertising'), ('print', 'Printed material'), ('meetings', 'Meetings and rent'), ('travel', 'Travel and transport'), ('staff', 'Staff and services'), ('other_spending', 'Other spending')], max_length=20)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=18)),
                ('day', models.DateField(null=True)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='campaign.fundreport')),
            ],
            options={
                'ordering': ['report', 'position'],
                'constraints': [models.UniqueConstraint(fields=('report', 'position'), name='a_line_of_a_fund_has_its_place'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='an_amount_of_a_line_is_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('category__in', ['donations', 'organisation', 'other_receipt', 'own', 'person']), ('side', 'receipt')), models.Q(('side', 'spending'), models.Q(('category__in', ['donations', 'organisation', 'other_receipt', 'own', 'person']), _negated=True)), _connector='OR'), name='a_category_stands_on_its_side')],
            },
        ),
        migrations.CreateModel(
            name='RegisterChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done', models.CharField(max_length=30)),
                ('line', models.PositiveIntegerField(null=True)),
                ('fields', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='campaign.campaignevent')),
                ('freedom', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='campaign.freedomentry')),
                ('fund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='campaign.fundreport')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('freedom__isnull', False), ('fund', None)), models.Q(('event__isnull', False), ('freedom', None), ('fund', None)), models.Q(('event', None), ('freedom', None), ('fund__isnull', False)), _connector='OR'), name='a_register_change_is_of_one_entry')],
            },
        ),
    ]
