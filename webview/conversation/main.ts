import { adoptPageStyles } from '../shared/styles';
import './conversationPanel';

adoptPageStyles();
