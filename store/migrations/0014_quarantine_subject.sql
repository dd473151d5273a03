-- What a refused row is about: once the source has been read whole without it, nobody need deal with it any more.

alter table ingest_quarantine add column object_id text collate "C", add column day date;
comment on column ingest_quarantine.object_id is 'The object that the row is about, as its source names it; null where it can''t be told.';
comment on column ingest_quarantine.day is 'The production day that the row is about; null where it can''t be told.';
