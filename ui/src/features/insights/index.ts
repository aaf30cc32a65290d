/** The picture of what was found. The page comes with its charts, in a chunk of its own. */
export type { InsightsPageProps } from './insights-page';
export type { Mark } from './model';

export const loadInsightsPage = () => import('./insights-page');
