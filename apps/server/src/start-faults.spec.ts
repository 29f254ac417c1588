import { ConfigError } from '#platform';
import { explain } from './start-faults.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

describe('explain', () => {
  it.each([
    [coded('EADDRINUSE', { port: 3105 }), '3105'],
    [coded('EACCES', { port: 80 }), '80'],
    [coded('ENOSPC'), 'disk is full'],
    [coded('53100'), 'disk is full'],
    [coded('28P01'), 'refused the user or password'],
    [coded('3D000'), 'createdb'],
    [coded('ECONNREFUSED'), 'db.example:5432'],
    [new ConfigError(['PORT: must be a number']), 'PORT: must be a number'],
    [new Error('wrapped', { cause: coded('ENOSPC') }), 'disk is full'],
  ])('%s', (error, words) => {
    const said = explain(error, { database: 'postgres://grid:secret@db.example:5432/grid' });
    expect(said?.en).toContain(words);
    expect(said?.zh).toMatch(/[一-鿿]/);
    expect(JSON.stringify(said)).not.toContain('secret');
  });

  it('leaves what nobody foresaw to be shown as it is', () => {
    expect(explain(new TypeError('x is not a function'))).toBeNull();
  });
});
