{#-
    Propose a name for the state that is published now. Nobody can read by that name until another
    person has signed it; what nights publish meanwhile is no part of it.

    dbt run-operation propose_release --args '{name: 2024年报, actor: ..., reason: ...}'
-#}
{% macro propose_release(name, actor, reason) %}
    {%- do _begin_publication() -%}
    {%- set waiting = _proposal(name) -%}
    {%- if waiting and (waiting.actor, waiting.reason) == (actor, reason) -%}
        {#- the same again: a task was killed after it had proposed -#}
        {{ return('') }}
    {%- endif -%}
    {%- set latest = _first("select max(publication_id) from marts.publications where kind <> 'release'") -%}
    {%- if not latest -%}
        {{ exceptions.raise_compiler_error('Nothing is published yet: run a night first.') }}
    {%- elif _first('select count(*) from marts.publications where name = ' ~ _literal(name)) | int -%}
        {{ exceptions.raise_compiler_error('There is a release ' ~ name ~ ' already: choose another name.') }}
    {%- elif waiting -%}
        {{ exceptions.raise_compiler_error('The release ' ~ name ~ ' waits for a signature already: sign it, or refuse it first.') }}
    {%- endif -%}
    {%- do _log_proposal('proposed', name, latest, actor, reason) -%}
    {%- do run_query('commit') -%}
{% endmacro %}

{#-
    Sign what another person proposed: from now on the state has that name. No row changes.

    dbt run-operation sign_release --args '{name: 2024年报, actor: ..., reason: ...}'
-#}
{% macro sign_release(name, actor, reason) %}
    {%- do _begin_publication() -%}
    {%- if _first("select count(*) from marts.publications where name = " ~ _literal(name) ~ " and signed_by = " ~ _literal(actor)) | int -%}
        {#- signed by the same person already: a task was killed after that -#}
        {{ return('') }}
    {%- endif -%}
    {%- set proposal = _proposal_asked(name) -%}
    {%- if proposal.actor | lower == actor | lower -%}
        {{ exceptions.raise_compiler_error(actor ~ ' proposed the release ' ~ name ~ ': another person has to sign it.') }}
    {%- endif -%}
    {%- do _log_proposal('signed', name, proposal.publication_id, actor, reason) -%}
    {%- do _log_publication(
        _instant(), 'release', proposal.actor, proposal.reason, 0, name,
        _hashes_of(proposal.publication_id), names=proposal.publication_id, signed_by=actor
    ) -%}
    {%- do run_query('commit') -%}
{% endmacro %}

{#- Refuse a proposal, or take one's own back: the name is free again. -#}
{% macro refuse_release(name, actor, reason) %}
    {%- do _begin_publication() -%}
    {%- do _log_proposal('refused', name, _proposal_asked(name).publication_id, actor, reason) -%}
    {%- do run_query('commit') -%}
{% endmacro %}

{#- The open proposal of this name: publication_id, actor, reason; none where nothing waits. -#}
{% macro _proposal(name) %}
    {%- set found = run_query("
        select publication_id, actor, reason
        from (
            select * from marts.release_proposals where name = " ~ _literal(name) ~ "
            order by proposal_event_id desc limit 1
        ) as latest
        where event = 'proposed'").rows -%}
    {{ return({'publication_id': found[0][0] | int, 'actor': found[0][1], 'reason': found[0][2]} if found | length else none) }}
{% endmacro %}

{% macro _proposal_asked(name) %}
    {%- set proposal = _proposal(name) -%}
    {%- if not proposal -%}
        {{ exceptions.raise_compiler_error('No release ' ~ name ~ ' waits for a signature: propose it first.') }}
    {%- endif -%}
    {{ return(proposal) }}
{% endmacro %}

{% macro _log_proposal(event, name, publication_id, actor, reason) %}
    {%- do run_query('
        insert into marts.release_proposals
        select
            coalesce(max(proposal_event_id), 0) + 1,
            clock_timestamp(),
            ' ~ [_literal(event), _literal(name), publication_id, _literal(actor), _literal(reason)] | join(', ') ~ '
        from marts.release_proposals') -%}
{% endmacro %}
