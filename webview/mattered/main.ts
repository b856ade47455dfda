import { adoptPageStyles } from '../shared/styles';
import './matteredPanel';

adoptPageStyles();
