-- why a station left, in the words of the office; registers of before said nothing of it
alter table raw.stations
add column exit_reason text;
comment on column raw.stations.exit_reason is '退出原因';

-- what was received until then is also linked to the full form that it follows
comment on column raw.filings.supersedes_id is '报送单位注明所更正的报送编号；0.1 版所收的全量报表亦记其所接续的一份';
comment on column raw.submissions.supersedes_id is '报送单位注明所更正的报送编号；0.1 版所收的全量报表亦记其所接续的一份';
