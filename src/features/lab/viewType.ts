/** Of the custom editor, as package.json declares it. */
export const labViewType = 'introspect.lab';
