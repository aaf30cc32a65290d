/** Signing in and out. */
export { sessionQueries } from './queries';
export { SignInAgain } from './sign-in-again';
export { SignInPage } from './sign-in-page';
