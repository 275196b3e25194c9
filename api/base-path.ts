/** Every operation's path begins with it. */
export const basePath = '/api/v1';
/** Every page's path does. */
export const pagesPath = '/app';
