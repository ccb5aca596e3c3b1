{#-
    Which events of submissions are seen for the first time: those after the last that was logged, for a
    night's last event is one that no earlier one can follow (raw.last_event). What an earlier version had
    published counts as seen. A passed deadline is an event of no submission; being superseded changes nothing.
-#}
{% macro _log_inputs(last_event) %}
    {%- set this = _latest_publication() -%}
    {%- set log = 'insert into marts.publication_inputs (event_id, publication_id, submission_id, event) ' -%}
    {%- do run_query(log ~ "
        select events.event_id, latest.publication_id, events.submission_id, events.event
        from raw.events as events
        inner join (
            select publication_id, at from marts.publications
            where catalogue_hash is null order by publication_id desc limit 1
        ) as latest on events.at <= latest.at
        where
            events.event not in ('received', 'superseded')
            and events.submission_id is not null
            and not exists (select from marts.publication_inputs)") -%}
    {%- do run_query(log ~ "
        select event_id, " ~ this ~ ", submission_id, event
        from raw.events
        where
            event not in ('received', 'superseded')
            and submission_id is not null
            and event_id <= " ~ last_event ~ "
            and event_id > (select coalesce(max(known.event_id), 0) from marts.publication_inputs as known)") -%}
{% endmacro %}

{#-
    publish_touched: org_code, indicator, period_year of what the submissions say that are new since
    the last publication, at their unit and all above it, with the cause that they are: a unit's own
    submissions before those below it, then correction before edit before new data.
-#}
{% macro _read_touched(this) %}
    {%- do _read_news(this) -%}
    {%- set query -%}
        create temporary table publish_touched on commit drop as
        {% if not _first("select to_regclass('intermediate.int_ancestry')::text") -%}
        select null::text as org_code, null::text as indicator, 0 as period_year, '' as cause
        {%- else -%}
        with inputs as (
            select
                news.submission_id,
                filings.kind = 'edit' as is_edit,
                {#- what was sent back never spoke: its next edition corrects nothing that was published #}
                exists (
                    select from raw.events as before
                    where before.submission_id = filings.supersedes_id and before.event like 'accepted%'
                )
                or news.last_event not like 'accepted%' as is_correction
            from publish_news as news
            inner join raw.filings as filings on news.submission_id = filings.submission_id
            where
                exists (
                    select from raw.events as spoke
                    where spoke.submission_id = news.submission_id and spoke.event like 'accepted%'
                )
        ),

        said as (
            select distinct inputs.*, raw_rows.org_code as code, raw_rows.indicator, raw_rows.period
            from inputs
            inner join raw.observations as raw_rows on inputs.submission_id = raw_rows.submission_id
            where raw_rows.org_code is not null and raw_rows.period ~ '^[0-9]{4}'
        ),

        {#- a code may have been of several units in time: any of them may be meant -#}
        placed as (
            select said.*, said.code as org_code from said
            union
            select said.*, versions.org_code
            from said
            inner join staging.org_unit_versions as versions on said.code = versions.code_then
        ),

        judged as (
            select
                placed.org_code,
                placed.indicator,
                placed.period,
                max(case when placed.is_edit then 2 when placed.is_correction or had.org_code is not null then 3 else 1 end) as rank
            from placed
            left join (
                select distinct org_code, indicator, period from publish_changed
                where coalesce(own_before, reported_inclusive_before, case method_before when 'reported' then total_before end) is not null
            ) as had on (placed.org_code, placed.indicator, placed.period) = (had.org_code, had.indicator, had.period)
            group by placed.org_code, placed.indicator, placed.period
        ),

        inherited as (
            select * from judged
            union
            select heirs.to_code, judged.indicator, judged.period, judged.rank
            from judged
            inner join intermediate.int_succession as heirs
                on judged.org_code = heirs.from_code and heirs.from_code <> heirs.to_code
        ),

        related as (
            select * from inherited
            union
            select inherited.org_code, ratios.indicator, inherited.period, inherited.rank
            from inherited
            inner join staging.indicators as ratios
                on inherited.indicator = ratios.denominator
                or inherited.indicator = any(string_to_array(ratios.numerator, '+'))
        ),

        risen as (
            select *, true as is_own from related
            union
            select above.ancestor_code, related.indicator, related.period, related.rank, false
            from related
            inner join intermediate.int_ancestry as above
                on related.org_code = above.org_code and above.org_code <> above.ancestor_code
        )

        select
            org_code,
            indicator,
            left(period, 4)::integer as period_year,
            case coalesce(max(rank) filter (where is_own), max(rank)) when 3 then 'correction' when 2 then 'edit' else 'new_data' end as cause
        from risen
        group by org_code, indicator, left(period, 4)::integer
        {%- endif %}
    {%- endset -%}
    {%- do run_query(query) -%}
    {%- do run_query('analyze publish_touched') -%}
{% endmacro %}

{#-
    publish_news: submissions of which something is new since the last publication, with the last of it.
    A table of its own, whose size the planner knows: one is looked up, a year's are read together. The
    publications are an array for the same reason: an inequality looks to it like a third of the log.
-#}
{% macro _read_news(this) %}
    {%- do run_query("
        create temporary table publish_news on commit drop as
        select submission_id, (array_agg(event order by event_id desc))[1] as last_event
        from marts.publication_inputs
        where publication_id = any(array(
            select publication_id from marts.publications where publication_id > " ~ _state_before(this) ~ "
        ))
        group by submission_id") -%}
    {%- do run_query('analyze publish_news') -%}
{% endmacro %}

{#- The night whose state was published before this publication: through releases and rollbacks. -#}
{% macro _state_before(this) %}
    {{ return(_first("
        with recursive shown as (
            select publication_id, kind, restores from marts.publications
            where publication_id = " ~ (this - 1) ~ "
            union all
            select earlier.publication_id, earlier.kind, earlier.restores
            from shown
            inner join marts.publications as earlier
                on earlier.publication_id
                = case shown.kind when 'release' then shown.publication_id - 1 else shown.restores end
            where shown.kind <> 'night'
        )
        select publication_id from shown where kind = 'night'"
    )) }}
{% endmacro %}

{#- Why a cell changed that no submission touched. -#}
{% macro _cause_by_versions(this) %}
    {{ return(_first("
        select case
            when this.tree_hash <> earlier.tree_hash then 'tree'
            when this.catalogue_hash <> earlier.catalogue_hash then 'rule'
            when this.code_version <> earlier.code_version then 'code'
            else 'new_data'
        end
        from marts.publications as this, marts.publications as earlier
        where this.publication_id = " ~ this ~ " and earlier.publication_id = (
            select max(publication_id) from marts.publications
            where publication_id < " ~ this ~ " and kind <> 'release'
        )"
    )) }}
{% endmacro %}
