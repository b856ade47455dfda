import { adoptPageStyles } from '../shared/styles';
import './attentionPanel';

adoptPageStyles();
