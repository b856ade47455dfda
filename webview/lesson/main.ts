import { adoptPageStyles } from '../shared/styles';
import './lessonPanel';

adoptPageStyles();
