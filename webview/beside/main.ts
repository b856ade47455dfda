import { adoptPageStyles } from '../shared/styles';
import './besidePanel';

adoptPageStyles();
