import { adoptPageStyles } from '../shared/styles';
import './panel';

adoptPageStyles();
