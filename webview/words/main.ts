import { adoptPageStyles } from '../shared/styles';
import './wordsPanel';

adoptPageStyles();
