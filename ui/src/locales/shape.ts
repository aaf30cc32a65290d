/** The shape another language must have: the same keys; a singular form only where the language has one. */
export type Strings<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Strings<T[K]>;
} & {
  [K in keyof T as K extends `${string}_one` ? K : never]?: string;
};
