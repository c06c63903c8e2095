-- What opens a watched place, by name: the value stays where it is sealed. Blocks nothing: columns without a default.

alter table contract_watches add column secret text;
alter table contract_watches add column connection text;
alter table contract_watches add column username text;
alter table contract_watches add column header text;

comment on column contract_watches.secret is 'Name of a stored secret that is sent; read anew at each look. Else connection: name of a GitHub connection whose token is sent.';
comment on column contract_watches.username is 'The secret is the password of this user. Else header: the secret is its whole value. Neither: a bearer token, of Git the password of x-access-token.';
