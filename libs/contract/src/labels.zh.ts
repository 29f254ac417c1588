import type { Words } from './words.js';

const NOTE = { label: '意见', hint: '选填' } as const;
const REASON = { label: '理由' } as const;
const said = (text: string | null | undefined): string => (text ? `：${text}` : '');
const list = (names: readonly string[]): string => names.join('、');
const duration = (ms: number): string => {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const parts = [[Math.floor(minutes / 1440), '天'], [Math.floor((minutes % 1440) / 60), '小时'], [minutes % 60, '分']] as const;
  return parts.filter(([n]) => n > 0).slice(0, 2).map(([n, unit]) => `${n} ${unit}`).join(' ') || '0 分';
};
const clock: Words['clock'] = {
  triage: '立案时限', confirmation: '核实时限', dispatch: '派遣时限', acceptance: '签收时限', handling: '处置时限', verification: '核查时限', closure: '结案时限', total: '总时限',
};
const role: Words['role'] = {
  'grid-member': '网格员', dispatcher: '派遣员', handler: '处置人员', 'department-lead': '部门负责人', supervisor: '值班长', leader: '领导', operator: '系统管理员', device: '设备', system: '系统',
};
const request: Words['request'] = { return: '回退', extension: '延期', suspension: '挂账' };
const limitUnit: Words['limitUnit'] = { urgent_minute: '分钟', urgent_hour: '紧急工作时', urgent_day: '紧急工作日', work_hour: '工作时', work_day: '工作日', natural_day: '自然日' };

/** 中文是第一语言: the county works in it, and the English words follow it. */
export const ZH: Words = {
  stage: {
    triage: '待立案', confirmation: '核实中', dispatch: '待派遣', acceptance: '待签收', handling: '处置中', verification: '核查中', closure: '待结案', suspended: '挂账', disputed: '权属待裁定', closed: '已结案',
  },
  outcome: { fixed: '处置完成', forced: '强制结案', refused: '不予立案', merged: '并案', voided: '作废' },
  role,
  scope: { anyone: '全部', 'own-cell': '本人网格', 'own-department': '本部门', 'involved-department': '主办或协办部门', assignee: '本人经办' },
  severity: { 1: '特急', 2: '紧急', 3: '一般', 4: '轻微' },
  channel: { 'grid-member': '网格员上报', public: '公众举报', hotline: '热线转办', sensor: '监测报警', 'video-ai': '视频智能识别', patrol: '巡查发现', leader: '领导交办', transfer: '部门移送', media: '媒体舆情' },
  clock,
  light: { green: '正常', yellow: '临期', red: '超期', paused: '暂停' },
  request,
  command: {
    register: '登记', attachReport: '关联上报', note: '备注', askConfirmation: '发核实', confirm: '核实', triage: '立案', refuse: '不予立案', merge: '并案', dispatch: '派遣', accept: '签收', request: '申请',
    grant: '批准', decline: '驳回', dispute: '权属存疑', rule: '裁定', resolve: '处置反馈', verify: '核查', close: '结案', forceClose: '强制结案', void: '作废', resume: '恢复', escalate: '升级督办', reopen: '重启',
  },
  commandHint: {
    register: '把上报登记为案件', attachReport: '把又一次上报关联到本案', note: '在时间线上留一条备注，不改变案件状态', askConfirmation: '请责任网格员到现场看是否属实', confirm: '到过现场，说明上报是否属实',
    triage: '确定类别、立案条件和等级，进入派遣', refuse: '不属于受理范围或不成立，结束案件', merge: '与另一件是同一问题，并入该案', dispatch: '交给主办部门，处置时限开始计算', accept: '签收并指定处置人员',
    request: '向中心申请回退、延期或挂账', grant: '同意部门的申请', decline: '不同意部门的申请，时间照计', dispute: '责任归属不清，请中心裁定', rule: '裁定由哪个部门负责，对本案有约束力',
    resolve: '已处置，填写说明并附处置后照片', verify: '到现场核查是否处置到位', close: '核查合格，结束案件', forceClose: '依据文件强制结束案件，考核中单列', void: '立案有误，作废案件，不计入考核',
    resume: '结束挂账，剩余时限继续计算', escalate: '升级督办', reopen: '结案后问题复发或未解决，重新派遣',
  },
  field: {
    note: { text: { label: '备注内容' } },
    askConfirmation: { note: NOTE },
    confirm: { verdict: { label: '核实结论' }, note: { label: '说明', hint: '不属实时，说明或照片至少一项' }, evidence: { label: '现场照片' } },
    triage: { classId: { label: '类别' }, conditionId: { label: '立案条件', hint: '决定时限和结案条件' }, severity: { label: '等级' } },
    refuse: { reason: { label: '不予立案理由', hint: '会告知上报人' } },
    merge: { into: { label: '并入案件', hint: '保留的那一件' } },
    dispatch: { department: { label: '主办部门' }, coDepartments: { label: '协办部门', hint: '选填，可多选' }, note: { label: '派遣意见', hint: '选填' } },
    accept: { assignee: { label: '处置人员' } },
    request: {
      kind: { label: '申请事项' }, reason: REASON, more: { label: '延长时间', hint: '仅延期；不超过一个原时限，最多批准两次' }, until: { label: '挂账至', hint: '仅挂账；到期自动恢复' }, suggest: { label: '建议部门', hint: '仅回退；选填' },
    },
    grant: { note: NOTE },
    decline: { note: { label: '驳回理由' } },
    dispute: { reason: { label: '争议情况' } },
    rule: { department: { label: '裁定部门' }, ground: { label: '裁定依据' } },
    resolve: { note: { label: '处置说明' }, evidence: { label: '处置后照片', hint: '至少一张' } },
    verify: { passed: { label: '核查结论' }, note: { label: '说明', hint: '不合格时，说明或照片至少一项' }, evidence: { label: '现场照片' } },
    close: { note: NOTE },
    forceClose: { reason: REASON, document: { label: '依据文件', hint: '文号或名称' } },
    void: { reason: { label: '作废理由' } },
    resume: { note: NOTE },
    reopen: { reason: { label: '重启理由' } },
  },
  verdict: { true: '属实', false: '不属实', unsure: '无法判断' },
  passed: { true: '合格', false: '不合格' },
  event: {
    CaseRegistered: (d, n) => `登记案件 ${d.number}${d.classId ? `，${n.classOf(d.classId)}` : ''}`,
    ReportAttached: () => '又一次上报，已关联到本案',
    NoteAdded: (d) => `备注：${d.text}`,
    ConfirmationAsked: (d) => `请求现场核实${said(d.note)}`,
    ReportConfirmed: (d) => `核实：${ZH.verdict[d.verdict]}${said(d.note)}`,
    CaseTriaged: (d, n) => `立案：${n.classOf(d.classId)}，${n.condition(d.conditionId)}，${ZH.severity[d.severity]}`,
    CaseDispatched: (d, n) => `派遣至${n.department(d.department)}${d.coDepartments.length > 0 ? `，协办：${list(d.coDepartments.map((x) => n.department(x)))}` : ''}${said(d.note)}`,
    CaseAccepted: (d, n) => `签收，由${n.person(d.assignee)}处置`,
    RequestMade: (d, n) => {
      const more = d.kind === 'extension' ? ` ${duration(d.more)}` : d.kind === 'suspension' && d.until !== null ? `至 ${n.moment(d.until)}` : d.kind === 'return' && d.suggest !== null ? `，建议由${n.department(d.suggest)}办理` : '';
      return `申请${request[d.kind]}${more}${said(d.reason)}`;
    },
    RequestGranted: (d) => `批准${request[d.kind]}申请${said(d.note)}`,
    RequestDeclined: (d) => `驳回${request[d.kind]}申请${said(d.note)}`,
    OwnershipDisputed: (d) => `权属存疑，请求裁定${said(d.reason)}`,
    OwnershipRuled: (d, n) => `裁定由${n.department(d.department)}负责${said(d.ground)}`,
    CaseResolved: (d) => `处置反馈${said(d.note)}`,
    CaseVerified: (d) => `核查：${d.passed ? '合格' : '不合格，返工'}${said(d.note)}`,
    CaseClosed: (d, n) => (d.outcome === 'merged' && d.into !== null ? `并入案件 ${n.caseOf(d.into)}` : `${d.outcome === 'fixed' ? '结案' : ZH.outcome[d.outcome]}${said(d.reason)}${d.document ? `（依据：${d.document}）` : ''}`),
    CaseResumed: (d) => `挂账结束，继续处置${said(d.note)}`,
    CaseEscalated: (d, n) => `${clock[d.clock]}触发升级督办，第 ${d.level} 级（${n.rule(d.rule)}）`,
    CaseReopened: (d) => `重启案件${said(d.reason)}`,
  },
  reason: {
    'trusted-report': () => '可信上报，类别与立案条件齐全，自动立案',
    'duty-line': (r, n) => `权责清单 ${r.line} 指向${n.department(r.department)}，把握 ${Math.round(r.confidence * 100)}%`,
    verified: () => '核查合格，自动结案',
    'suspension-ended': () => '挂账到期，自动恢复',
    'clock-reached': (r, n) => `${clock[r.clock]}到达督办线（${n.rule(r.rule)}）`,
    'same-asset': (r, n) => `与案件 ${n.caseOf(r.of)} 是同一部件`,
    'same-device': (r, n) => `与案件 ${n.caseOf(r.of)} 是同一设备的同类报警`,
    absorbed: (r, n) => `承接并入案件 ${n.caseOf(r.from)} 的上报`,
    'device-alarm': (r, n) => `设备 ${n.person(r.device)} 报警`,
  },
  likely: {
    'same-asset': () => '同一部件',
    'same-device': () => '同一设备',
    'same-class': () => '同一类别',
    near: (l) => `相距 ${l.metres} 米`,
    soon: (l) => (l.hours < 1 ? '相隔不到 1 小时' : l.hours < 48 ? `相隔 ${l.hours} 小时` : `相隔 ${Math.round(l.hours / 24)} 天`),
    'alike-text': (l) => `描述相似 ${Math.round(l.share * 100)}%`,
  },
  remark: {
    'no-position': () => '没有定位，由中心确定位置',
    'outside-cells': () => '位置不在任何单元网格内',
    'poor-accuracy': (m) => `定位精度差${m === null ? '' : `（约 ${m} 米）`}`,
    'maybe-gcj02': () => '坐标可能是火星坐标（GCJ-02），请核对位置',
    'gcj02-converted': () => '已由火星坐标（GCJ-02） 转换',
    'photo-far': (m) => `照片拍摄地点与上报位置相距${m === null ? '较远' : `约 ${m} 米`}`,
    'photo-old': (min) => `照片不是当时拍摄${min === null ? '' : `（早 ${duration(min * 60_000)}）`}`,
    'clock-off': (min) => `手机时间不准${min === null ? '' : `（相差 ${duration(min * 60_000)}）`}`,
    'no-class': () => '类别待定',
    'no-photo': () => '没有照片',
    'attached-same-asset': () => '同一部件，已关联到在办案件',
    'attached-same-device': () => '同一设备，已关联到在办案件',
    'attached-by-reporter': () => '上报人指明是同一件，已关联',
    'low-confidence': (p) => `设备识别把握较低${p === null ? '' : `（${p}%）`}`,
  },
  notice: {
    'to-triage': () => '有新案件待立案', 'to-confirm': () => '有案件请您到现场核实', 'to-dispatch': () => '有案件待派遣', 'to-accept': () => '有新案件待签收', 'to-handle': () => '有案件交您处置',
    'to-verify': () => '有案件请您到现场核查', 'to-close': () => '有案件待结案', 'to-rule': () => '有案件权属待裁定',
    requested: (d, w) => `部门申请${pick(w.request, d.kind)}`, granted: (d, w) => `${pick(w.request, d.kind)}申请已批准`, declined: (d, w) => `${pick(w.request, d.kind)}申请被驳回`,
    reworked: () => '核查不合格，请返工', suspended: () => '案件已挂账', resumed: () => '挂账结束，继续处置',
    escalated: (d, w) => `${pick(w.clock, d.clock)}升级督办${typeof d.level === 'number' ? `，第 ${d.level} 级` : ''}`, reopened: () => '案件已重启', closed: () => '案件已结案',
  },
  problem: {
    'unknown-case': { title: '没有这个案件', advice: '案件不存在，或不在您的范围内。' },
    'already-exists': { title: '案件已存在', advice: '同一编号的案件已经登记。' },
    'wrong-stage': { title: '当前阶段不能这样操作', advice: '案件可能已被他人处理，请看现在可用的操作。' },
    forbidden: { title: '您无权这样操作', advice: '该操作属于其他岗位、部门或网格。' },
    'no-request': { title: '没有待答复的申请', advice: '申请可能已由他人答复。' },
    'request-pending': { title: '有申请尚未答复', advice: '请等待中心答复申请后再操作。' },
    'evidence-required': { title: '需要照片或说明', advice: '请附照片，或写明情况。' },
    'same-person': { title: '不能由同一人办理', advice: '派遣的人不结案，处置的人不核查，请换一人办理。' },
    'after-deadline': { title: '已过时限，不能申请延期', advice: '延期须在时限到达前申请。' },
    'must-be-in-future': { title: '时间必须晚于现在', advice: '请选择今后的时间。' },
    'too-long': { title: '超出允许的长度', advice: '每次延期不超过一个原时限，最多两次。' },
    'too-late': { title: '已过可重启的期限', advice: '请重新上报为新案件。' },
    'already-done': { title: '已经做过', advice: '无须重复操作。' },
    'same-case': { title: '不能并入自己', advice: '请选择另一件案件。' },
    'unknown-value': { title: '没有这个取值', advice: '请从现行目录、部门或人员中选择。' },
    'not-when-critical': { title: '特急案件不能延期', advice: '危及安全的案件须按时处置；确有困难请联系值班长。' },
    'invalid-input': { title: '填写有误', advice: '请按逐项提示修改。' },
    'malformed-json': { title: '内容不是有效的 JSON', advice: '请检查发送内容的格式。' },
    'unsupported-media': { title: '不支持的内容类型', advice: '请按接口文档的类型发送。' },
    'too-large': { title: '内容过大', advice: '请减小照片或文字后重试。' },
    'not-an-image': { title: '文件不是可用的照片', advice: '请上传 JPEG、PNG 或 WebP 照片。' },
    'unknown-photo': { title: '照片尚未上传', advice: '请先上传照片，再提交。' },
    'missing-photo': { title: '缺少照片', advice: '请至少附一张照片。' },
    'idempotency-key-missing': { title: '缺少幂等键', advice: '请求须带 Idempotency-Key。' },
    'idempotency-key-reused': { title: '幂等键已用于其他内容', advice: '新的内容请用新的 Idempotency-Key。' },
    'still-running': { title: '同一请求正在处理', advice: '请稍候，再以同一 Idempotency-Key 重试。' },
    'version-mismatch': { title: '案件已有变化', advice: '他人刚刚操作过，请看最新内容后再试。' },
    'precondition-required': { title: '缺少版本条件', advice: '请求须带 If-Match。' },
    'invalid-cursor': { title: '翻页标记无效', advice: '请从第一页重新查询。' },
    'position-gone': { title: '变更位置已失效', advice: '请重新载入列表，再从新的位置继续。' },
    'not-signed-in': { title: '尚未登录', advice: '请先登录。' },
    'wrong-password': { title: '账号或密码不对', advice: '请核对后再试。' },
    'too-many-attempts': { title: '尝试过于频繁', advice: '请稍后再试。' },
    'no-right': { title: '没有权限', advice: '您的岗位不能使用此功能。' },
    'not-found': { title: '没有找到', advice: '请检查地址。' },
    'method-not-allowed': { title: '不支持的请求方法', advice: '请看接口文档。' },
    'range-not-satisfiable': { title: '请求的范围不存在', advice: '请去掉 Range 后重试。' },
    unavailable: { title: '服务暂不可用', advice: '请稍后重试，已填写的内容不会丢失。' },
    internal: { title: '系统出错', advice: '请稍后重试；仍有问题请告知系统管理员。' },
  },
  figure: {
    reported: '上报数', filed: '立案数', dispatched: '派遣数', resolved: '处置数', 'resolved-on-time': '按期处置数', closed: '结案数', rework: '返工数', returned: '回退数', escalated: '升级督办数',
  },
  limitUnit,
  sort: { urgent: '紧迫程度', severity: '等级', deadline: '截止时间', age: '上报最早', newest: '上报最新' },
  queue: { ingest: '报警读取', settle: '自动流转', deliver: '通知发送', assess: '统计汇总' },
  duration,
  limit: (value, unit) => `${value} ${limitUnit[unit]}`,
};

function pick(words: Readonly<Record<string, string>>, key: unknown): string { return typeof key === 'string' ? (words[key] ?? '') : ''; }
