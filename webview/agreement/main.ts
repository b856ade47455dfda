import { adoptPageStyles } from '../shared/styles';
import './agreementPanel';

adoptPageStyles();
