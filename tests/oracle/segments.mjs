// Answers each JSON string on standard input, one a line, with the segments that Twilio's calculator counts.

import { readFileSync } from 'node:fs';
import calculator from 'sms-segments-calculator';

// Everything is read before the first answer is written, so the two pipes can never wait for each other.
const texts = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));

const answers = texts.map((text) => {
  const message = new calculator.SegmentedMessage(text, 'auto');
  const bitsOfUnit = message.encodingName === 'GSM-7' ? 7 : 16;
  return JSON.stringify({
    encoding: message.encodingName,
    count: message.segmentsCount,
    units: message.messageSize / bitsOfUnit,
    lengths: message.segments.map((segment) => segment.messageSizeInBits() / bitsOfUnit),
  });
});

process.stdout.write(answers.join('\n') + '\n');
