"""The SQL of the ledger: partitions by month, triggers that refuse, and the one function that makes partitions."""

TABLES = """
CREATE SEQUENCE privacy_accessevent_seq;

CREATE TABLE privacy_accessevent (
    id uuid NOT NULL,
    seq bigint NOT NULL DEFAULT nextval('privacy_accessevent_seq'),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    action text NOT NULL,
    actor uuid,
    job text NOT NULL,
    council bigint,
    model text NOT NULL,
    objects uuid[] NOT NULL,
    dossiers uuid[] NOT NULL,
    request uuid,
    query bytea,
    mac bytea NOT NULL
) PARTITION BY RANGE (at);

CREATE INDEX privacy_accessevent_xid ON privacy_accessevent (xid, seq);
CREATE INDEX privacy_accessevent_actor ON privacy_accessevent (actor, at);
CREATE INDEX privacy_accessevent_dossiers ON privacy_accessevent USING gin (dossiers);
CREATE INDEX privacy_accessevent_objects ON privacy_accessevent USING gin (objects);

CREATE TABLE privacy_ledgerblock (
    number bigint PRIMARY KEY,
    era integer NOT NULL,
    xid_from xid8 NOT NULL,
    xid_until xid8 NOT NULL,
    rows integer NOT NULL,
    digest bytea NOT NULL,
    note text NOT NULL DEFAULT '',
    previous bytea NOT NULL,
    mac bytea NOT NULL,
    sealed_at timestamptz NOT NULL
);

CREATE FUNCTION privacy_ledger_refuses() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION privacy_ledger_guard(guarded regclass) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON %s '
                   'FOR EACH STATEMENT EXECUTE FUNCTION public.privacy_ledger_refuses()', guarded);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER ledger_no_truncate', guarded);
    -- Row triggers of the parent are copied to a partition by PostgreSQL itself.
    IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = guarded AND tgname = 'ledger_no_change') THEN
        EXECUTE format('CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON %s '
                       'FOR EACH ROW EXECUTE FUNCTION public.privacy_ledger_refuses()', guarded);
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER ledger_no_change', guarded);
END $$;

SELECT privacy_ledger_guard('privacy_accessevent');
SELECT privacy_ledger_guard('privacy_ledgerblock');

-- Makes the partitions of the coming months. The app's role may call it: it can do nothing else.
-- pg_temp stands last in the path: unnamed it would come first, and a caller's own type "date" would run as the owner.
-- Made apart and then attached, a month waits for no reader or writer, and none waits for it.
CREATE FUNCTION privacy_ledger_partitions(months integer DEFAULT 24) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    month date; name text; made integer := 0;
BEGIN
    FOR ahead IN -1 .. least(greatest(months, 1), 60) LOOP
        month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date;
        name := 'privacy_accessevent_' || to_char(month, 'YYYYMM');
        CONTINUE WHEN to_regclass('public.' || name) IS NOT NULL;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.privacy_accessevent INCLUDING DEFAULTS)', name);
        EXECUTE format('ALTER TABLE public.privacy_accessevent ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name,
                       month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        PERFORM public.privacy_ledger_guard(to_regclass('public.' || name));
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

REVOKE ALL ON FUNCTION privacy_ledger_guard(regclass) FROM PUBLIC;
REVOKE ALL ON FUNCTION privacy_ledger_partitions(integer) FROM PUBLIC;
SELECT privacy_ledger_partitions(24);
"""

DROP = """
DROP FUNCTION privacy_ledger_partitions(integer);
DROP TABLE privacy_accessevent, privacy_ledgerblock;
DROP FUNCTION privacy_ledger_guard(regclass), privacy_ledger_refuses();
DROP SEQUENCE privacy_accessevent_seq;
"""
