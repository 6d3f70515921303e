// What most people would write for the same two webhooks: Express, better-sqlite3, one transaction per request. It
// looks a keyword up, keeps the message, remembers the person and puts the answer into a table; it sends nothing,
// seals nothing, knows no consent and no language. Full durability, as Fitila has it.
//
//   PORT=3000 DATABASE=app.db node app.js

'use strict';

const express = require('express');
const Database = require('better-sqlite3');

const db = new Database(process.env.DATABASE || 'app.db');
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('foreign_keys = ON');
db.exec(`
  CREATE TABLE IF NOT EXISTS contacts (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, last_seen TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, external_id TEXT NOT NULL UNIQUE, contact_id INTEGER NOT NULL REFERENCES contacts (id),
    text TEXT NOT NULL, received_at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS replies (
    id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL REFERENCES messages (id), text TEXT NOT NULL,
    status TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS replies_by_status ON replies (status, id);
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, number TEXT NOT NULL, text TEXT NOT NULL, screen TEXT NOT NULL, updated_at TEXT NOT NULL);
`);

const upsertContact = db.prepare(`
  INSERT INTO contacts (number, last_seen) VALUES (?, ?)
  ON CONFLICT (number) DO UPDATE SET last_seen = excluded.last_seen RETURNING id`);
const insertMessage = db.prepare(`
  INSERT INTO messages (external_id, contact_id, text, received_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (external_id) DO NOTHING`);
const insertReply = db.prepare(`INSERT INTO replies (message_id, text, status) VALUES (?, ?, 'queued')`);
const findSession = db.prepare(`SELECT text, screen FROM sessions WHERE id = ?`);
const saveSession = db.prepare(`
  INSERT INTO sessions (id, number, text, screen, updated_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET text = excluded.text, screen = excluded.screen, updated_at = excluded.updated_at`);

const answers = {
  HELP: 'Call 627 at any hour, it is free. If you can talk safely, tell us where you are. We never ask for money.',
  JOB: 'Ask for the name, the address and the licence of the agent. A true employer asks for no fee for a job.',
  TIPS: 'Tell a parent or friend where you go, with whom, and when you are back. Keep your papers with you.',
  TRICKS: 'They promise school or work abroad, take your passport, and then say that you owe them money.',
  STOP: 'You will get no more messages from us. Send START to come back at any time.',
};
const unknown = 'We did not understand. Send HELP, JOB, TIPS or TRICKS. Send STOP to end all messages.';

const receive = db.transaction((id, number, text) => {
  const now = new Date().toISOString();
  const contact = upsertContact.get(number, now);
  const { changes, lastInsertRowid } = insertMessage.run(id, contact.id, text, now);
  if (changes === 0) return;
  const keyword = text.trim().split(/\s+/)[0].toUpperCase();
  insertReply.run(lastInsertRowid, answers[keyword] || unknown);
});

const menu = {
  '': 'CON Language\n1. English\n2. Hausa\n3. Yoruba\n4. Igbo\n5. Pidgin',
  1: 'CON Welcome\n1. Check a job\n2. Help\n3. Tricks\n4. Skills\n5. Training\n6. Law\n7. Me',
  '1*3': 'CON Tricks\n1. Work abroad\n2. Passport\n3. Oath\n4. Secret\n5. Debt\n6. Fee\n0. Back',
  '1*3*2': 'CON They take your passport to hold you. Your papers are yours: nobody may keep them.\n0. Back',
};

const dial = db.transaction((id, number, text) => {
  const session = findSession.get(id);
  if (session && session.text === text) return session.screen;
  const path = text.replace(/(\*[^*]+)?\*0$/, '');
  const screen = menu[path] || menu['1'];
  saveSession.run(id, number, text, screen, new Date().toISOString());
  return screen;
});

const app = express();
app.use(express.urlencoded({ extended: false }));

app.post('/sms', (request, response) => {
  const { id, from, text } = request.body;
  receive(id, from, text);
  response.sendStatus(200);
});

app.post('/ussd', (request, response) => {
  const { sessionId, phoneNumber, text } = request.body;
  response.type('text/plain').send(dial(sessionId, phoneNumber, text));
});

app.get('/health/ready', (_request, response) => {
  response.send('ready');
});

app.listen(process.env.PORT || 3000, '127.0.0.1');
