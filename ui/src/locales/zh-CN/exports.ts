import type { exports as source } from '../en/exports';
import type { Strings } from '../shape';

export const exports: Strings<typeof source> = {
  title: '导出',
};
