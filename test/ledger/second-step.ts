/** A step that touches what is there and adds to it, big enough to need more than one page. */
export const secondStep = {
  name: 'second',
  sql: `CREATE TABLE second (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
    ALTER TABLE jobs ADD COLUMN second TEXT;
    UPDATE jobs SET second = hex(randomblob(200));
    INSERT INTO second (note) SELECT hex(randomblob(500)) FROM entries;`,
};
