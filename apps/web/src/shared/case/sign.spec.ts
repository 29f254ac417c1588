import { signOf } from './sign.js';

describe('the sign of a person on a row', () => {
  it.each([['王芳', '王芳'], ['欧阳建国', '建国'], ['𠮷田', '𠮷田'], ['李', '李'], ['Wang Fang', 'WF'], ['ada', 'A'], ['Jean Le Rond', 'JL'], ['  ', '']])('of %j is %j', (name, sign) => { expect(signOf(name)).toBe(sign); });
});
