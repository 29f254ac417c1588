/** A mainland mobile number, a landline with area code, or an identity number standing free in a text. */
const NUMBERS = /(?<![\d.])(?:(1[3-9]\d)\d{4}(\d{4})|(\d{6})\d{8}(\d{3}[\dXx])|(0\d{2,3}-?)\d{3,4}(\d{4}))(?!\d)/g;

/** The text with the middle of every telephone and identity number blacked out: what is shown unless somebody asks for more, and is recorded asking. */
export const masked = (text: string): string =>
  text.replace(NUMBERS, (whole, mobile?: string, mobileEnd?: string, identity?: string, identityEnd?: string, area?: string, areaEnd?: string) => {
    const head = mobile ?? identity ?? area ?? '', tail = mobileEnd ?? identityEnd ?? areaEnd ?? '';
    return head + '*'.repeat(whole.length - head.length - tail.length) + tail;
  });

/** Members of an event that people wrote. */
const WRITTEN = ['note', 'reason', 'text', 'ground', 'document'];
/** The data of an event with what people wrote masked. */
export const maskedData = (data: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, WRITTEN.includes(key) && typeof value === 'string' ? masked(value) : value]));
