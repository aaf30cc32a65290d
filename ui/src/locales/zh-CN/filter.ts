import type { filter as en } from '../en/filter';
import type { Strings } from '../shape';

export const filter: Strings<typeof en> = {
  problem: {
    too_long: '筛选条件超过 {{most}} 个字符；请删去一部分。',
    unknown_field: '没有字段“{{name}}”。',
    nothing_here: '此处缺少条件；请输入一个词或字段，如 from:101。',
    no_value: '“{{field}}:”此处没有值；请紧接着写，不留空格。',
    not_closed: '引号没有闭合；请以 " 结尾。',
    one_value: '“{{field}}:”只能有一个值；若两者都须满足，请写两次。',
    unknown_word: '{{field}}：没有“{{word}}”。',
    yes_or_no: '请填 yes 或 no。',
    not_a_length: '无法识别“{{text}}”；请用 >30s、<2m、1m30s 或 30s..2m。',
    not_stars: '无法识别“{{text}}”；请用 4、>=4 或 1..3。',
    stars: '评分为 1 至 5 星。',
    nothing_beyond: '此外没有更多的值。',
    no_bound: '{{field}}既没有下限也没有上限；请填一个，或去掉该条件。',
    swapped: '{{field}}：下限（{{min}}）高于上限（{{max}}）；请对调。',
    not_hours: '时段由两个时刻组成，如 22:00-06:00；星期用 day:mon-fri 表示。',
    not_a_day: '“{{text}}”不是星期；请用 mon、tue、wed、thu、fri、sat 或 sun。',
    no_shift: '班次需要时段和至少一天；请选择，或去掉该条件。',
    not_a_time: '时刻在 00:00 与 23:59 之间，如 22:00。',
    not_an_extension: '“{{text}}”不是分机；请用号码（如 101）或号段（如 200-299）。',
    not_a_range: '“{{text}}”不是分机号段：{{why}}。请用两个号码，如 200-299。',
    too_many_ranges: '{{number}} 个分机号段过多；最多 {{most}} 个。',
    no_values: '没有值的条件不起作用；请填一个值，或去掉该条件。',
    long_value: '超过 {{most}} 个字符的值过长；请只用其中一部分。',
  },
  instead: {
    gap: '',
    near: '您是指“{{near}}”吗？',
    known: '可用：{{known}}。',
    quote: '若要查找该文字本身，请加引号。',
  },
  range: {
    not_digits: '两端只能是数字',
    uneven: '两端的位数必须相同',
    too_long: '号码过长',
    backwards: '终点在起点之前',
  },
};
