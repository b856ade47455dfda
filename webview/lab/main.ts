import { adoptPageStyles } from '../shared/styles';
import './labPanel';

adoptPageStyles();
