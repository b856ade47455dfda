/** Key of the folder that is about to be opened, because opening it starts the extension anew. */
export const openedSampleStudyKey = 'introspect.openedSampleStudy';
