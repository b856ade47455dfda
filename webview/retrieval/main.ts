import { adoptPageStyles } from '../shared/styles';
import './retrievalPanel';

adoptPageStyles();
