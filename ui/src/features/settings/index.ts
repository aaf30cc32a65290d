/** The person's choices. */
export { SettingsPage } from './settings-page';
