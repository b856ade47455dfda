import { adoptPageStyles } from '../shared/styles';
import './glossaryPanel';

adoptPageStyles();
