// Keys of a folder that is about to be opened, because opening it starts the extension anew.
export const openedSampleStudyKey = 'introspect.openedSampleStudy';
export const openedStudyKey = 'introspect.openedStudy';
