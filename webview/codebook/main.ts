import { adoptPageStyles } from '../shared/styles';
import './codeForm';

adoptPageStyles();
