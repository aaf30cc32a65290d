/** Signing in and out. */
export { sessionQueries } from './queries';
export { SignInPage } from './sign-in-page';
