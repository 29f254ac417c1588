import { createHmac } from 'node:crypto';
import type { Message } from '../../message.js';
import { byStatus, type Format } from './format.js';

/** For programs: a CloudEvent 1.0 in JSON, signed as Standard Webhooks says. The id is the same on every try; during a change of secret both sign. */
export const plain: Format = {
  limits: [{ burst: 20, every: 250 }],
  posting({ url, secret, formerSecret, source }, message, at) {
    const body = JSON.stringify(event(message, source)), timestamp = String(Math.floor(at / 1000));
    const sign = (key: string): string => `v1,${createHmac('sha256', Buffer.from(key.replace(/^whsec_/, ''), 'base64')).update(`${message.id}.${timestamp}.${body}`).digest('base64')}`;
    const signatures = [secret, formerSecret].filter((key) => key !== null).map(sign);
    return { url, headers: { 'content-type': 'application/cloudevents+json; charset=utf-8', 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }, body };
  },
  read: byStatus,
};

const event = ({ id, at, language, title, notices }: Message, source: string): object => ({
  specversion: '1.0', id, source, type: 'cn.gridcity.notices.told.v1', time: new Date(at).toISOString(), datacontenttype: 'application/json', ...(notices.length === 1 && { subject: notices[0]?.number }),
  data: {
    language, text: title,
    notices: notices.map((n) => ({
      id: n.id, kind: n.kind, urgency: n.urgency, text: n.sentence, case: n.case, number: n.number, at: new Date(n.at).toISOString(), classId: n.classId, class: n.what, cell: n.cell, place: n.where,
      dueAt: n.dueAt === null ? null : new Date(n.dueAt).toISOString(), url: n.url,
    })),
  },
});
