{#-
    Make the night visible: every mart built in marts_next goes to marts in one transaction, and only
    rows whose content changed are touched. Every published state stays in marts_history. Without a
    changed row or column there is no publication, and while a rollback holds publications none at all.

    dbt run-operation publish --args '{actor: ..., reason: ..., last_event: 17}'

    last_event is the last of raw.events that the night saw (raw.last_event before it, the newest where it is
    not given); the hashes name code, catalogue and tree.
-#}
{% macro publish(actor, reason, last_event=none, code_version='unknown', catalogue_hash=none, tree_hash=none, structure='unknown', is_whole=true) %}
    {%- set marts = _marts_of_project() -%}
    {%- do _begin_publication() -%}
    {%- set held = _hold() -%}
    {%- if held -%}
        {%- do remember_build(structure, is_whole) -%}
        {%- do run_query('commit') -%}
        {{ log('held: nothing is published since ' ~ held ~ '; see `python -m ingestion resume`', info=true) }}
        {{ return('') }}
    {%- endif -%}
    {%- do remember_build(structure, is_whole) -%}
    {%- set instant = _instant() -%}
    {%- set whole = _read_pending(code_version, catalogue_hash, tree_hash) -%}
    {%- set last_event = last_event | int if last_event is not none else _first('select raw.last_event()') -%}
    {%- set changed = namespace(rows=0, shapes=false) -%}
    {%- for node in marts -%}
        {%- set switched = _switch_in(
            node.name, 'marts_next', instant, not whole and node.config.meta.get('pending', false)
        ) -%}
        {%- set changed.rows = changed.rows + switched.rows -%}
        {%- set changed.shapes = changed.shapes or switched.reshaped -%}
        {%- do _comment_on_mart(node.name, node.description, 'marts_next') -%}
    {%- endfor -%}
    {%- set retired = _retire_all_but(marts | map(attribute='name') | list, instant) -%}
    {%- set changed.rows = changed.rows + retired.rows -%}
    {%- do _ensure_trace_functions() -%}
    {%- do _empty_pending() -%}
    {%- if changed.rows or changed.shapes or retired.marts -%}
        {%- do _log_publication(
            instant, 'night', actor, reason, changed.rows, none,
            _night_hashes(last_event, code_version, catalogue_hash, tree_hash), last_event=last_event
        ) -%}
        {%- do _log_shapes() -%}
        {%- do _log_inputs(last_event) -%}
        {%- do _log_revisions(instant) -%}
        {%- do run_query('commit') -%}
        {{ log('published: ' ~ changed.rows ~ ' rows changed', info=true) }}
    {%- else -%}
        {%- do run_query('commit') -%}
        {{ log('nothing changed: no publication', info=true) }}
    {%- endif -%}
{% endmacro %}

{#- The models that are published, by name. All of them must be able to go back together. -#}
{% macro _marts_of_project() %}
    {%- set marts = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.config.schema == 'marts_next' -%}
        {%- if node.config.materialized not in ('table', 'incremental') -%}
            {{ exceptions.raise_compiler_error(node.name ~ ' is no table: marts are tables, so that every published state can be kept; set materialized to table.') }}
        {%- elif not node.config.meta.get('history', false) -%}
            {{ exceptions.raise_compiler_error(node.name ~ ' keeps no history, and a rollback could not bring it back: set `meta: {history: true}` in its YAML file.') }}
        {%- elif not node.constraints | selectattr('type', 'equalto', 'primary_key') | list -%}
            {{ exceptions.raise_compiler_error(node.name ~ ' has no primary key in its contract: add one to its YAML file.') }}
        {%- endif -%}
        {%- do marts.append(node) -%}
    {%- endfor -%}
    {{ return(marts | sort(attribute='name')) }}
{% endmacro %}

{#- Open the transaction; two publications at once would each see the other's half: the second waits. -#}
{% macro _begin_publication() %}
    {%- do run_query('begin') -%}
    {#- literals are quoted for this setting, and values become text in this style -#}
    {%- do run_query("set local standard_conforming_strings = on") -%}
    {%- do run_query("set local datestyle = 'ISO, YMD'") -%}
    {%- do run_query("set local client_min_messages = warning") -%}
    {%- do run_query("select pg_advisory_xact_lock(hashtext('publish'))") -%}
    {%- do _ensure_logs() -%}
{% endmacro %}

{#- The instant of this publication, later than any before, whatever the clock did. -#}
{% macro _instant() %}
    {{ return(_first(
        "select greatest(clock_timestamp(), max(at) + interval '1 microsecond')::text from marts.publications"
    )) }}
{% endmacro %}

{#- A text as SQL literal; null stays null. -#}
{% macro _literal(value) %}
    {{ return('null' if value is none else "'" ~ (value | string | replace("'", "''")) ~ "'") }}
{% endmacro %}

{#- The first column of the first row of a query, none where there is no row. -#}
{% macro _first(query) %}
    {%- set found = run_query(query).rows -%}
    {{ return(found[0][0] if found | length else none) }}
{% endmacro %}
